"""What the product's pages cost, against the floor: a bare page with raw SQL on the same data."""
