"""The search: what the book says, place by place, and the page that finds it."""
