// Package tcp stands in for a protocol of the network stack.
package tcp

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/waiter"
)

const ProtocolNumber tcpip.TransportProtocolNumber = 6

type (
	Forwarder        struct{}
	ForwarderRequest struct{}
)

func NewProtocol(*stack.Stack) any { return nil }

func NewForwarder(_ *stack.Stack, _, _ int, _ func(*ForwarderRequest)) *Forwarder {
	return &Forwarder{}
}

func (*Forwarder) HandlePacket(stack.TransportEndpointID, *stack.PacketBuffer) bool { return false }

func (*ForwarderRequest) ID() stack.TransportEndpointID { return stack.TransportEndpointID{} }
func (*ForwarderRequest) Complete(bool)                 {}

func (*ForwarderRequest) CreateEndpoint(*waiter.Queue) (tcpip.Endpoint, tcpip.Error) {
	return nil, nil
}

const (
	MinBufferSize            = 4096
	DefaultSendBufferSize    = 4096
	DefaultReceiveBufferSize = 4096
	MaxBufferSize            = 4096
)
