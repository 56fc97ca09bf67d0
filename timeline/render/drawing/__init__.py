"""The drawn timeline: marks on panels of one linear scale each, with words beside every mark. Values in, SVG out."""
