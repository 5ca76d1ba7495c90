"""What a right answer to lab 1 is, one module per question; `objective` is what the two share."""
