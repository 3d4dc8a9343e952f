// Package udp stands in for a protocol of the network stack.
package udp

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/waiter"
)

const ProtocolNumber tcpip.TransportProtocolNumber = 17

type (
	Forwarder        struct{}
	ForwarderRequest struct{}
)

func NewProtocol(*stack.Stack) any { return nil }

func NewForwarder(_ *stack.Stack, _ func(*ForwarderRequest) bool) *Forwarder { return &Forwarder{} }

func (*Forwarder) HandlePacket(stack.TransportEndpointID, *stack.PacketBuffer) bool { return false }

func (*ForwarderRequest) ID() stack.TransportEndpointID { return stack.TransportEndpointID{} }
func (*ForwarderRequest) Complete(bool)                 {}

func (*ForwarderRequest) CreateEndpoint(*waiter.Queue) (tcpip.Endpoint, tcpip.Error) {
	return nil, nil
}
