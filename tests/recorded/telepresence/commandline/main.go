// Command commandline reads the command lines of the Telepresence client as that client does,
// and carries none of them out. A request is a line of JSON on stdin, its answer one on stdout:
//
//	{"args": ["intercept", "web", "--http-header", "a: b"]}
//	    {"error": ""}, or what the client would print; for an intercept also what the cluster's
//	    side gets: "headers", "workload", "port", and the "target" in the client's network
//	{"headers": {"a": "b"}, "request": {"A": ["b"]}}
//	    {"matches": true}: whether the cluster's side sends such a request to the client
//	{"describe": ["intercept"]}
//	    {"version": "v2.31.2", "commands": {"intercept": …}}: how many arguments each command
//	    takes, of none to three, and its flags with what each takes ("" where it may stand alone)
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/blang/semver/v4"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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

	Describe []string `json:"describe"`
}

type description struct {
	Arguments []int             `json:"arguments"`
	Flags     map[string]string `json:"flags"`
}

type answer struct {
	Error    string            `json:"error"`
	Headers  map[string]string `json:"headers,omitempty"`
	Workload string            `json:"workload,omitempty"`
	Port     string            `json:"port,omitempty"`
	Target   string            `json:"target,omitempty"`
	Matches  bool              `json:"matches,omitempty"`

	Version  string                 `json:"version,omitempty"`
	Commands map[string]description `json:"commands,omitempty"`
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
		switch {
		case q.Args != nil:
			a = parsed(q.Args)
		case q.Describe != nil:
			a = described(q.Describe)
		default:
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

func described(names []string) answer {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		panic("no build info")
	}
	a := answer{Commands: map[string]description{}}
	for _, module := range info.Deps {
		if module.Path == "github.com/telepresenceio/telepresence/v2" {
			a.Version = module.Version
		}
	}
	ctx := client.WithConfig(cmd.WithSubCommands(context.Background()), client.GetDefaultConfig())
	for _, name := range names {
		root := cmd.Telepresence(ctx, []string{name})
		command, _, err := root.Traverse([]string{name})
		if err == nil {
			err = command.ParseFlags(nil) // it also gathers the flags of all commands
		}
		if err != nil || command == root {
			panic(name)
		}
		d := description{Arguments: []int{}, Flags: map[string]string{}}
		for count := range 4 {
			if command.ValidateArgs(make([]string, count)) == nil {
				d.Arguments = append(d.Arguments, count)
			}
		}
		command.Flags().VisitAll(func(flag *pflag.Flag) {
			takes := flag.Value.Type()
			if flag.NoOptDefVal != "" {
				takes = ""
			}
			d.Flags["--"+flag.Name] = takes
			if flag.Shorthand != "" {
				d.Flags["-"+flag.Shorthand] = takes
			}
		})
		a.Commands[name] = d
	}
	return a
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
