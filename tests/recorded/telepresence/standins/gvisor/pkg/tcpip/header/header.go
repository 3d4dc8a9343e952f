// Package header stands in for the network stack's packets.
package header

import "gvisor.dev/gvisor/pkg/tcpip"

const TCPProtocolNumber tcpip.TransportProtocolNumber = 6

var IPv4EmptySubnet, IPv6EmptySubnet tcpip.Subnet
