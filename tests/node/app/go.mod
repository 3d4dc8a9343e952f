module inject-intercepts.test/node/app

go 1.26
