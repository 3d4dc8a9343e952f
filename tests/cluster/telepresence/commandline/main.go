// Command commandline reads the command lines of the Telepresence client as that client does,
// and carries none of them out. A request is a line of JSON on stdin, its answer one on stdout:
//
//	{"args": ["intercept", "web", "--http-header", "a: b"]}
//	    {"error": ""}, or what the client would print; for an intercept also what the cluster's
//	    side gets: "headers", "workload", "port", and the "target" in the client's network
//	{"headers": {"a": "b"}, "request": {"A": ["b"]}}
//	    {"matches": true}: whether the cluster's side sends such a request to the client
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/blang/semver/v4"
	"github.com/spf13/cobra"
	"github.com/telepresenceio/telepresence/v2/pkg/client"
	"github.com/telepresenceio/telepresence/v2/pkg/client/cli/cmd"
	"github.com/telepresenceio/telepresence/v2/pkg/client/cli/daemon"
	"github.com/telepresenceio/telepresence/v2/pkg/client/cli/intercept"
	"github.com/telepresenceio/telepresence/v2/pkg/matcher"
)

type question struct {
	Args    []string          `json:"args"`
	Headers map[string]string `json:"headers"`
	Request http.Header       `json:"request"`
}

type answer struct {
	Error    string            `json:"error"`
	Headers  map[string]string `json:"headers,omitempty"`
	Workload string            `json:"workload,omitempty"`
	Port     string            `json:"port,omitempty"`
	Target   string            `json:"target,omitempty"`
	Matches  bool              `json:"matches,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			panic(err)
		}
		var a answer
		if q.Args != nil {
			a = parsed(q.Args)
		} else {
			a.Matches = matches(q)
		}
		if err := json.NewEncoder(os.Stdout).Encode(a); err != nil {
			panic(err)
		}
	}
}

func matches(q question) bool {
	request := http.Header{}
	for name, values := range q.Request {
		for _, value := range values {
			request.Add(name, value)
		}
	}
	return matcher.NewHeaders(q.Headers).Matches(request)
}

// parsed goes the client's way to the point where it would do something.
func parsed(args []string) answer {
	ctx := client.WithConfig(cmd.WithSubCommands(context.Background()), client.GetDefaultConfig())
	root := cmd.Telepresence(ctx, args)
	command, rest, err := root.Traverse(args)
	if err == nil {
		err = command.ParseFlags(rest)
	}
	if err == nil {
		err = command.ValidateArgs(command.Flags().Args())
	}
	if err == nil && command == root {
		return answer{Error: "no command"}
	}
	if err == nil && command.Name() == "intercept" {
		return interceptOf(ctx, rest)
	}
	return answer{Error: text(err)}
}

func interceptOf(ctx context.Context, args []string) answer {
	options := &intercept.Command{}
	command := &cobra.Command{Use: "intercept"}
	command.SetContext(ctx)
	options.AddInterceptFlags(command)
	err := command.ParseFlags(args)
	if err == nil {
		err = options.Validate(command, command.Flags().Args())
	}
	if err != nil {
		return answer{Error: text(err)}
	}
	user := daemon.NewUserClient(nil, &daemon.Info{}, semver.Version{}, "", "")
	request, err := intercept.NewState(options, nil).CreateRequest(daemon.WithUserClient(ctx, user))
	if err != nil {
		return answer{Error: text(err)}
	}
	spec := request.Spec
	return answer{
		Headers: spec.HeaderFilters, Workload: spec.Agent, Port: spec.PortIdentifier,
		Target: net.JoinHostPort(spec.TargetHost, strconv.Itoa(int(spec.TargetPort))),
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
