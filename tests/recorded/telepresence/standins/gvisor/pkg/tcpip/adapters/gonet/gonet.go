// Package gonet stands in for connections through the network stack.
package gonet

import (
	"context"
	"errors"
	"net"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/waiter"
)

type (
	TCPConn struct{ net.Conn }
	UDPConn struct{ net.Conn }
)

func NewTCPConn(*waiter.Queue, tcpip.Endpoint) *TCPConn { return nil }
func NewUDPConn(*waiter.Queue, tcpip.Endpoint) *UDPConn { return nil }

func DialContextTCP(
	context.Context, *stack.Stack, tcpip.FullAddress, tcpip.NetworkProtocolNumber,
) (*TCPConn, error) {
	return nil, errors.ErrUnsupported
}

func DialUDP(
	*stack.Stack, *tcpip.FullAddress, *tcpip.FullAddress, tcpip.NetworkProtocolNumber,
) (*UDPConn, error) {
	return nil, errors.ErrUnsupported
}
