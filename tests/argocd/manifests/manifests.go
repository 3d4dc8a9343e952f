// Package manifests asks for the manifests of an Application: of repo-server's own code in this
// process, with its client of the plugins' servers, or of a repo-server that runs.
package manifests

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/reposerver/apiclient"
	"github.com/argoproj/argo-cd/v3/reposerver/repository"
	"github.com/argoproj/argo-cd/v3/util/git"
	utilio "github.com/argoproj/argo-cd/v3/util/io"
	"k8s.io/apimachinery/pkg/api/resource"
)

// Question is what is asked: the source of an Application, and where its files are.
type Question struct {
	// Name and Namespace are the Application's, the latter that of its destination.
	Name      string
	Namespace string
	Source    v1alpha1.ApplicationSource
	// KustomizeOptions are the buildOptions of the settings.
	KustomizeOptions string
	// Root is the repository's folder, Path the Application's in it.
	Root string
	Path string
	// Address is that of a running repo-server; it has no Root.
	Address string
	// Seconds until the request's deadline; a minute, as Argo CD has it, where it is 0.
	Seconds float64
	// NoCache is a hard refresh.
	NoCache bool
}

// Generate answers by repo-server's code in this process; a JSON list of manifests.
func Generate(stdin io.Reader, stdout io.Writer) error {
	question, ctx, cancel, err := read(stdin)
	if err != nil {
		return err
	}
	defer cancel()
	noCredentials := git.NoopCredsStore{}
	response, err := repository.GenerateManifests(ctx, question.Path, question.Root, "HEAD",
		question.request(), false, noCredentials, resource.MustParse("0"),
		utilio.NewRandomizedTempPaths(question.Root))
	return write(response, err, stdout)
}

// Ask answers by a repo-server.
func Ask(stdin io.Reader, stdout io.Writer) error {
	question, ctx, cancel, err := read(stdin)
	if err != nil {
		return err
	}
	defer cancel()
	clients := apiclient.NewRepoServerClientset(question.Address, 0,
		apiclient.TLSConfiguration{DisableTLS: true})
	closer, client, err := clients.NewRepoServerClient()
	if err != nil {
		return err
	}
	defer utilio.Close(closer)
	response, err := client.GenerateManifest(ctx, question.request())
	return write(response, err, stdout)
}

func read(stdin io.Reader) (Question, context.Context, context.CancelFunc, error) {
	var question Question
	if err := json.NewDecoder(stdin).Decode(&question); err != nil {
		return question, nil, nil, fmt.Errorf("the question cannot be read: %w", err)
	}
	seconds := question.Seconds
	if seconds == 0 {
		seconds = 60
	}
	limit := time.Duration(seconds * float64(time.Second))
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	return question, ctx, cancel, nil
}

func (q Question) request() *apiclient.ManifestRequest {
	return &apiclient.ManifestRequest{
		Repo:               &v1alpha1.Repository{Repo: q.Source.RepoURL},
		Revision:           q.Source.TargetRevision,
		AppName:            q.Name,
		Namespace:          q.Namespace,
		ApplicationSource:  &q.Source,
		KustomizeOptions:   &v1alpha1.KustomizeOptions{BuildOptions: q.KustomizeOptions},
		EnabledSourceTypes: map[string]bool{},
		NoCache:            q.NoCache,
		ProjectName:        "default",
		ProjectSourceRepos: []string{"*"},
	}
}

func write(response *apiclient.ManifestResponse, err error, stdout io.Writer) error {
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(response.Manifests)
}
