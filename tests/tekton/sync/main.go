// Command sync asks Argo CD's gitops-engine whether objects are in sync: on stdin a JSON list of
// {"written": …, "stored": …}, the first as it stands in a repository and the second as it is in the
// cluster; on stdout a JSON list of verdicts in that order. It exits 1 where it cannot say.
//
//	sync                     three ways, on the client's side: Argo CD's own way without options
//	sync structured OPENAPI  with the option ServerSideApply=true
//	sync server OPENAPI      with ServerSideDiff=true; "predicted" is what the API server answers to a
//	                         server-side apply of "written" in a dry run
//
// OPENAPI is a file with the API server's /openapi/v2, as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/gitops-engine/pkg/diff"
	openapi "github.com/google/gnostic-models/openapiv2"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/util/proto"
)

// manager is the field manager that Argo CD applies as.
const manager = "argocd-controller"

type pair struct {
	Written   *unstructured.Unstructured `json:"written"`
	Stored    *unstructured.Unstructured `json:"stored"`
	Predicted json.RawMessage            `json:"predicted"`
}

// verdict says whether an object is in sync, and what Argo CD finds in the cluster.
type verdict struct {
	Synced bool            `json:"synced"`
	Found  json.RawMessage `json:"found"`
}

// dryRun is the answer of the API server.
type dryRun string

func (answer dryRun) Run(context.Context, *unstructured.Unstructured, string) (string, error) {
	return string(answer), nil
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sync:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	options, err := optionsOf(args)
	if err != nil {
		return err
	}
	var pairs []pair
	if err := json.NewDecoder(os.Stdin).Decode(&pairs); err != nil {
		return err
	}
	verdicts := []verdict{}
	for _, pair := range pairs {
		result, err := diff.Diff(pair.Written, pair.Stored, options(pair)...)
		if err != nil {
			return fmt.Errorf("%s %s: %w", pair.Written.GetKind(), pair.Written.GetName(), err)
		}
		verdicts = append(verdicts, verdict{!result.Modified, result.NormalizedLive})
	}
	return json.NewEncoder(os.Stdout).Encode(verdicts)
}

func optionsOf(args []string) (func(pair) []diff.Option, error) {
	if len(args) == 0 {
		return func(pair) []diff.Option { return nil }, nil
	}
	if len(args) != 2 {
		return nil, fmt.Errorf("usage: sync [structured OPENAPI | server OPENAPI]")
	}
	parser, err := parserOf(args[1])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", args[1], err)
	}
	common := []diff.Option{diff.WithGVKParser(parser), diff.WithManager(manager)}
	switch args[0] {
	case "structured":
		return func(pair) []diff.Option {
			return append([]diff.Option{diff.WithStructuredMergeDiff(true)}, common...)
		}, nil
	case "server":
		return func(pair pair) []diff.Option {
			runner := diff.WithServerSideDryRunner(dryRun(pair.Predicted))
			return append([]diff.Option{diff.WithServerSideDiff(true), runner}, common...)
		}, nil
	}
	return nil, fmt.Errorf("no such comparison: %s", args[0])
}

// parserOf gives what knows the fields of all kinds, as gitops-engine makes it of a cluster's answer.
func parserOf(path string) (*managedfields.GvkParser, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	document, err := openapi.ParseDocument(text)
	if err != nil {
		return nil, err
	}
	models, err := proto.NewOpenAPIData(document)
	if err != nil {
		return nil, err
	}
	return managedfields.NewGVKParser(models, false)
}
