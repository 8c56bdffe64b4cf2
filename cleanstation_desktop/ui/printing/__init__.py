"""Printing at this station: preview, printers, the station's print queue, and the dialog in front of them."""
