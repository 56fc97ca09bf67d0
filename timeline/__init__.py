"""timeline: a chronology of dated events, exact or vague, published as feeds that stay true."""
