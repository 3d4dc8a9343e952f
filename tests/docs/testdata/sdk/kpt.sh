kpt fn render --allow-exec shop
