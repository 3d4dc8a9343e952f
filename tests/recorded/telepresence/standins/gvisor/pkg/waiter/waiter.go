// Package waiter stands in for the network stack's events.
package waiter

type Queue struct{}
