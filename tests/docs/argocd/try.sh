inject-intercepts generate ci
