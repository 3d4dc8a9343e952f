// Package rawfile stands in for the network stack's access to devices.
package rawfile

import "errors"

func GetMTU(string) (uint32, error) { return 0, errors.ErrUnsupported }
