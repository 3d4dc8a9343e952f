// Package log stands in for the network stack's logger.
package log

import "time"

type Level uint32

const (
	Warning Level = iota
	Info
	Debug
)

// Emitter would write lines.
type Emitter interface {
	Emit(depth int, level Level, timestamp time.Time, format string, v ...any)
}

func SetTarget(Emitter) {}
func SetLevel(Level)    {}
