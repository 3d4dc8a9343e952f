// Package stack stands in for the network stack.
package stack

import (
	"context"

	"gvisor.dev/gvisor/pkg/tcpip"
)

type (
	NetworkProtocolFactory   func(*Stack) any
	TransportProtocolFactory func(*Stack) any
	PacketBuffer             struct{}
)

type Options struct {
	NetworkProtocols   []NetworkProtocolFactory
	TransportProtocols []TransportProtocolFactory
	HandleLocal        bool
}

type NICOptions struct {
	Name    string
	Context context.Context
}

type LinkEndpoint interface {
	Close()
	LinkAddress() tcpip.LinkAddress
}

type TransportEndpointID struct {
	LocalPort     uint16
	LocalAddress  tcpip.Address
	RemotePort    uint16
	RemoteAddress tcpip.Address
}

type Stack struct{}

func New(Options) *Stack { return &Stack{} }

func (*Stack) Close()                      {}
func (*Stack) Wait()                       {}
func (*Stack) NextNICID() tcpip.NICID      { return 0 }
func (*Stack) SetRouteTable([]tcpip.Route) {}

func (*Stack) SetForwardingDefaultAndAllNICs(tcpip.NetworkProtocolNumber, bool) tcpip.Error {
	return nil
}

func (*Stack) SetNetworkProtocolOption(tcpip.NetworkProtocolNumber, any) tcpip.Error {
	return nil
}

func (*Stack) SetTransportProtocolOption(tcpip.TransportProtocolNumber, any) tcpip.Error {
	return nil
}

func (*Stack) SetTransportProtocolHandler(
	tcpip.TransportProtocolNumber, func(TransportEndpointID, *PacketBuffer) bool,
) {
}

func (*Stack) CreateNICWithOptions(tcpip.NICID, LinkEndpoint, NICOptions) tcpip.Error {
	return nil
}

func (*Stack) SetPromiscuousMode(tcpip.NICID, bool) tcpip.Error         { return nil }
func (*Stack) SetSpoofing(tcpip.NICID, bool) tcpip.Error                { return nil }
func (*Stack) SetNICAddress(tcpip.NICID, tcpip.LinkAddress) tcpip.Error { return nil }

func (*Stack) AddStaticNeighbor(
	tcpip.NICID, tcpip.NetworkProtocolNumber, tcpip.Address, tcpip.LinkAddress,
) tcpip.Error {
	return nil
}

func (*Stack) RemoveNeighbor(
	tcpip.NICID, tcpip.NetworkProtocolNumber, tcpip.Address,
) tcpip.Error {
	return nil
}
