// Package tcpip stands in for the network stack: types alone, since nothing here connects.
package tcpip

type (
	NetworkProtocolNumber   uint32
	TransportProtocolNumber uint32
	NICID                   int32
	LinkAddress             string
	SockOptInt              int
	Subnet                  struct{}

	DefaultTTLOption                uint8
	KeepaliveIdleOption             int64
	KeepaliveIntervalOption         int64
	TCPSACKEnabled                  bool
	TCPModerateReceiveBufferOption  bool
	TCPSendBufferSizeRangeOption    struct{ Min, Default, Max int }
	TCPReceiveBufferSizeRangeOption struct{ Min, Default, Max int }
)

const KeepaliveCountOption SockOptInt = 1

type Error interface{ String() string }

type Address struct{}

func AddrFrom4([4]byte) Address   { return Address{} }
func AddrFrom16([16]byte) Address { return Address{} }
func (Address) AsSlice() []byte   { return nil }
func (Address) BitLen() int       { return 0 }
func (Address) As4() [4]byte      { return [4]byte{} }
func (Address) As16() [16]byte    { return [16]byte{} }

type FullAddress struct {
	NIC  NICID
	Addr Address
	Port uint16
}

type Route struct {
	Destination Subnet
	NIC         NICID
}

type SocketOptions struct{}

func (*SocketOptions) SetKeepAlive(bool) {}

type Endpoint interface {
	SocketOptions() *SocketOptions
	SetSockOpt(any) Error
	SetSockOptInt(SockOptInt, int) Error
}
