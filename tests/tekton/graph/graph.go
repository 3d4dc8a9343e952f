// Package graph gives the order in which Tekton would run the tasks of Pipelines.
package graph

import (
	"context"
	"fmt"
	"sort"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/reconciler/pipeline/dag"

	"tekton-intercepts.dev/tests/tekton/admission"
	"tekton-intercepts.dev/tests/tekton/objects"
)

// Graph is one Pipeline's: each task with the tasks that it waits for, and the finally tasks with
// the tasks whose results they read. Finally tasks have no order among themselves.
type Graph struct {
	Tasks   map[string][]string `json:"tasks"`
	Finally map[string][]string `json:"finally"`
}

// All builds the graphs of the Pipelines and of the specs that are embedded in PipelineRuns, those in
// templates of triggers too, by "Kind/name", or "Kind/name/task" for a pipelineSpec within a pipeline.
func All(ctx context.Context, all []objects.Object) (map[string]Graph, error) {
	graphs := map[string]Graph{}
	for _, object := range withTemplated(all) {
		if object.Kind != "Pipeline" && object.Kind != "PipelineRun" {
			continue
		}
		stored, err := admission.Store(ctx, object)
		if err != nil {
			return nil, fmt.Errorf("%s %d: %s/%s: %w", object.File, object.Index, object.Kind, object.Name(), err)
		}
		key := freeKey(graphs, object.Kind+"/"+object.Name())
		if spec := specOf(stored); spec != nil {
			if err := addSpec(graphs, key, spec); err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return graphs, nil
}

// freeKey numbers objects of one name, which may be in several namespaces or templates.
func freeKey(graphs map[string]Graph, key string) string {
	free := key
	for number := 2; ; number++ {
		if _, taken := graphs[free]; !taken {
			return free
		}
		free = fmt.Sprintf("%s#%d", key, number)
	}
}

func withTemplated(all []objects.Object) []objects.Object {
	var flat []objects.Object
	for _, object := range all {
		flat = append(append(flat, object), objects.Templated(object)...)
	}
	return flat
}

func specOf(stored any) *v1.PipelineSpec {
	switch object := stored.(type) {
	case *v1.Pipeline:
		return &object.Spec
	case *v1.PipelineRun:
		return object.Spec.PipelineSpec
	}
	return nil
}

func addSpec(graphs map[string]Graph, key string, spec *v1.PipelineSpec) error {
	built, err := dag.Build(v1.PipelineTaskList(spec.Tasks), v1.PipelineTaskList(spec.Tasks).Deps())
	if err != nil {
		return err
	}
	found := Graph{Tasks: map[string][]string{}, Finally: map[string][]string{}}
	for name, node := range built.Nodes {
		parents := []string{}
		for _, parent := range node.Prev {
			parents = append(parents, parent.Key)
		}
		sort.Strings(parents)
		found.Tasks[name] = parents
	}
	for _, task := range spec.Finally {
		found.Finally[task.Name] = append([]string{}, task.Deps()...)
	}
	graphs[key] = found
	for _, task := range append(append([]v1.PipelineTask{}, spec.Tasks...), spec.Finally...) {
		if task.PipelineSpec != nil {
			if err := addSpec(graphs, key+"/"+task.Name, task.PipelineSpec); err != nil {
				return err
			}
		}
	}
	return nil
}
