package simulation

import (
	"context"
	"fmt"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"

	"tekton-intercepts.dev/tests/tekton/admission"
	"tekton-intercepts.dev/tests/tekton/objects"
)

const namespace = "team"

// Package is what is installed in the simulated cluster: Pipelines, Tasks, and PipelineRuns
// that serve as templates of runs.
type Package struct {
	pipelines map[string]*v1.Pipeline
	runs      map[string]*v1.PipelineRun
	tasks     map[string]*v1.Task
}

// Load admits every object of Tekton's and puts all into one namespace. Tasks that are referred to
// and not given are made up (see addStubs).
func Load(ctx context.Context, all []objects.Object) (*Package, error) {
	loaded := &Package{
		pipelines: map[string]*v1.Pipeline{}, runs: map[string]*v1.PipelineRun{}, tasks: map[string]*v1.Task{},
	}
	for _, object := range all {
		if object.Err != nil {
			return nil, fmt.Errorf("%s %d: %w", object.File, object.Index, object.Err)
		}
		if !strings.HasPrefix(object.APIVersion, "tekton.dev/") {
			continue
		}
		stored, err := admission.Store(ctx, object)
		if err != nil {
			return nil, fmt.Errorf("%s %d: %s/%s: %w", object.File, object.Index, object.Kind, object.Name(), err)
		}
		switch one := stored.(type) {
		case *v1.Pipeline:
			one.Namespace = namespace
			loaded.pipelines[one.Name] = one
		case *v1.PipelineRun:
			one.Namespace = namespace
			loaded.runs[object.Name()] = one
		case *v1.Task:
			one.Namespace = namespace
			loaded.tasks[one.Name] = one
		}
	}
	loaded.addStubs()
	return loaded, nil
}

// specs of all Pipelines and of all runs that embed one.
func (p *Package) specs() []*v1.PipelineSpec {
	var specs []*v1.PipelineSpec
	for _, pipeline := range p.pipelines {
		specs = append(specs, &pipeline.Spec)
	}
	for _, run := range p.runs {
		if run.Spec.PipelineSpec != nil {
			specs = append(specs, run.Spec.PipelineSpec)
		}
	}
	return specs
}

// run gives the PipelineRun of a scenario and the spec that it runs.
func (p *Package) run(scenario Scenario) (*v1.PipelineRun, *v1.PipelineSpec, error) {
	run := &v1.PipelineRun{}
	var spec *v1.PipelineSpec
	if template := p.runs[scenario.Pipeline]; template != nil && template.Spec.PipelineSpec != nil {
		run, spec = template.DeepCopy(), template.Spec.PipelineSpec
	} else if pipeline := p.pipelines[scenario.Pipeline]; pipeline != nil {
		run.Spec.PipelineRef = &v1.PipelineRef{Name: scenario.Pipeline}
		spec = &pipeline.Spec
	} else {
		return nil, nil, fmt.Errorf("no Pipeline, and no PipelineRun with an embedded one, is called %q", scenario.Pipeline)
	}
	run.Namespace, run.Name, run.UID = namespace, "run", "uid-of-the-run"
	params, err := paramsOf(run, spec, scenario.Params)
	if err != nil {
		return nil, nil, err
	}
	run.Spec.Params = params
	run.Spec.Workspaces = workspacesOf(run, spec)
	return run, spec, nil
}
