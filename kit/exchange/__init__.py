"""What one side hands to the other: tables of a period with their manifest, and the mapping that reads them back."""
