"""The report engine: a Quarto source is read and checked, run, and rendered to HTML, PDF and DOCX."""
