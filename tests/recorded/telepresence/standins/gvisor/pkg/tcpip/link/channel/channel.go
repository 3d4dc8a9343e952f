// Package channel is there for `go mod tidy` alone: on Linux nothing imports it.
package channel
