// Command kpt is the real `kpt fn`, built from kpt's own packages. kpt's main
// also links `kpt alpha`, which needs a module that is no longer published.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/kptdev/kpt/commands/fn"
	kpterrors "github.com/kptdev/kpt/pkg/lib/errors"
	"github.com/kptdev/kpt/pkg/lib/errors/resolver"
	"github.com/kptdev/kpt/pkg/printer"
	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	"sigs.k8s.io/kustomize/kyaml/commandutil"
)

// version is the one of the module kpt was built from; set by the linker.
var version = "unknown"

func main() {
	if err := os.Setenv(commandutil.EnableAlphaCommmandsEnvName, "true"); err != nil {
		panic(err)
	}
	kpt := &cobra.Command{Use: "kpt", SilenceUsage: true, SilenceErrors: true}
	kpt.PersistentFlags().BoolVar(&printer.TruncateOutput, "truncate-output", true,
		"Enable the truncation for output")
	ctx := printer.WithContext(context.Background(), printer.New(kpt.OutOrStdout(), kpt.ErrOrStderr()))
	kpt.AddCommand(fn.GetCommand(ctx, "kpt"), &cobra.Command{
		Use: "version",
		Run: func(*cobra.Command, []string) { fmt.Println(version) },
	})
	if err := cli.RunNoErrOutput(kpt); err != nil {
		os.Exit(report(err))
	}
}

// report prints an error the way kpt's own main does, and gives the exit code.
func report(err error) int {
	if resolved, ok := resolver.ResolveError(err); ok {
		fmt.Fprintln(os.Stderr, resolved.Message)
		return resolved.ExitCode
	}
	var kptErr *kpterrors.Error
	if errors.As(err, &kptErr) {
		if unwrapped, ok := kpterrors.UnwrapErrors(kptErr); ok {
			err = unwrapped
		}
	}
	fmt.Fprintf(os.Stderr, "Error: %s \n", err)
	return 1
}
