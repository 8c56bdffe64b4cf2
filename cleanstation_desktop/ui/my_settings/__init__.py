"""What a person arranges for himself or herself, and for this station."""
