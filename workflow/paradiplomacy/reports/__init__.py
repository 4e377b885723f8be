"""Publications: one Quarto source per report, rendered to HTML, PDF and DOCX, with figures, tables and pages of one style."""
