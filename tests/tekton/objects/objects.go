// Package objects reads Kubernetes objects from YAML the way kubectl does:
// documents separated by `---`, YAML 1.1 scalars, duplicate keys refused.
// A `List` or a KRM `ResourceList` counts as its items.
package objects

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	yamlutil "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Object is one object of a file: its JSON text and the little that every object has.
type Object struct {
	File  string
	Index int
	Raw   []byte
	// Err says why the document could not be read; then all but File and Index are empty.
	Err error
	metav1.TypeMeta
	Metadata metav1.ObjectMeta
}

// Name is the object's name, or its generateName where it has none.
func (o Object) Name() string {
	if o.Metadata.Name != "" {
		return o.Metadata.Name
	}
	return o.Metadata.GenerateName
}

// ReadAll reads every file in turn; the path `-` is the standard input.
func ReadAll(paths []string) ([]Object, error) {
	var all []Object
	for _, path := range paths {
		text, err := readFile(path)
		if err != nil {
			return nil, err
		}
		all = append(all, Read(path, text)...)
	}
	return all, nil
}

func readFile(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(path)
}

// Read gives the objects of one text, numbered in order. A document that cannot be read
// becomes an Object with Err, so that a caller can't overlook it.
func Read(file string, text []byte) []Object {
	var found []Object
	add := func(raw []byte, err error) {
		found = append(found, decode(file, len(found), raw, err))
	}
	reader := yamlutil.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			add(nil, err)
			return found
		}
		raw, err := yaml.YAMLToJSONStrict(document)
		if err == nil && string(raw) == "null" {
			continue
		}
		items, isList := itemsOf(raw)
		if err != nil || !isList {
			add(raw, err)
			continue
		}
		for _, item := range items {
			add(item, nil)
		}
	}
}

func decode(file string, index int, raw []byte, err error) Object {
	object := Object{File: file, Index: index, Raw: raw, Err: err}
	if err != nil {
		return object
	}
	var head struct {
		metav1.TypeMeta
		Metadata metav1.ObjectMeta `json:"metadata"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		object.Err = fmt.Errorf("no Kubernetes object: %w", err)
		return object
	}
	object.TypeMeta, object.Metadata = head.TypeMeta, head.Metadata
	return object
}

// itemsOf gives the items of a List or ResourceList, and whether raw is one.
func itemsOf(raw []byte) ([]json.RawMessage, bool) {
	var list struct {
		Kind  string            `json:"kind"`
		Items []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return nil, false
	}
	return list.Items, list.Kind == "List" || list.Kind == "ResourceList"
}
