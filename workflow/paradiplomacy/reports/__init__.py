"""Publications: one Quarto source per report, rendered to HTML, PDF and DOCX, with figures and tables of one style."""
