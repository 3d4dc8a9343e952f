// Package clog stands in for the client's logger. It is silent.
package clog

import (
	"context"
	"io"
	"log"
	"log/slog"
)

// LevelTrace lies below slog's levels.
const LevelTrace = slog.LevelDebug - 4

// LevelStrings are the levels' names.
var LevelStrings = []string{"error", "warn", "info", "debug", "trace"}

func Trace(context.Context, ...any)          {}
func Debug(context.Context, ...any)          {}
func Info(context.Context, ...any)           {}
func Warn(context.Context, ...any)           {}
func Error(context.Context, ...any)          {}
func Tracef(context.Context, string, ...any) {}
func Debugf(context.Context, string, ...any) {}
func Infof(context.Context, string, ...any)  {}
func Warnf(context.Context, string, ...any)  {}
func Errorf(context.Context, string, ...any) {}

func Logf(context.Context, slog.Level, string, ...any) {}

func TraceAttrs(context.Context, string, ...slog.Attr) {}
func DebugAttrs(context.Context, string, ...slog.Attr) {}
func WarnAttrs(context.Context, string, ...slog.Attr)  {}
func ErrorAttrs(context.Context, string, ...slog.Attr) {}

func Enabled(context.Context, slog.Level) bool              { return false }
func TreeEnabled(context.Context, slog.Level) bool          { return false }
func SetTreeLevel(context.Context, slog.Level) bool         { return false }
func ParseLevel(string) (slog.Level, error)                 { return slog.LevelInfo, nil }
func MustParseLevel(string) slog.Level                      { return slog.LevelInfo }
func LevelWithTrace(level slog.Level) string                { return level.String() }
func StdLogger(context.Context, slog.Level) *log.Logger     { return log.New(io.Discard, "", 0) }
func With(ctx context.Context, _ ...any) context.Context    { return ctx }
func WithGroup(c context.Context, _ string) context.Context { return c }

func WithLogger(c context.Context, _ *slog.Logger) context.Context  { return c }
func WithTreeLevel(c context.Context, _ slog.Level) context.Context { return c }
