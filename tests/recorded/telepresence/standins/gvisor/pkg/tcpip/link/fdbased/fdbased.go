// Package fdbased stands in for the network stack's devices.
package fdbased

import (
	"errors"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
)

type PacketDispatchMode int

const RecvMMsg PacketDispatchMode = 1

type Options struct {
	FDs                []int
	MTU                uint32
	EthernetHeader     bool
	Address            tcpip.LinkAddress
	PacketDispatchMode PacketDispatchMode
}

func New(*Options) (stack.LinkEndpoint, error) { return nil, errors.ErrUnsupported }
