package simulation

import (
	"encoding/json"
	"fmt"
	"sort"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	corev1 "k8s.io/api/core/v1"
)

// paramsOf gives the run's own params, overridden by those of the scenario, and a made-up value
// for each declared one that has none and no default.
func paramsOf(run *v1.PipelineRun, spec *v1.PipelineSpec, given map[string]any) (v1.Params, error) {
	values := map[string]v1.ParamValue{}
	for _, declared := range spec.Params {
		if declared.Default == nil {
			values[declared.Name] = madeUp(declared.Name, declared.Type, propertiesOf(declared.Properties))
		}
	}
	for _, param := range run.Spec.Params {
		values[param.Name] = param.Value
	}
	for name, value := range given {
		converted, err := valueOf(value)
		if err != nil {
			return nil, fmt.Errorf("param %s: %w", name, err)
		}
		values[name] = converted
	}
	params := v1.Params{}
	for name, value := range values {
		params = append(params, v1.Param{Name: name, Value: value})
	}
	sort.Slice(params, func(i, j int) bool { return params[i].Name < params[j].Name })
	return params, nil
}

// workspacesOf binds each workspace of the spec that the run does not bind to a claim of its name.
func workspacesOf(run *v1.PipelineRun, spec *v1.PipelineSpec) []v1.WorkspaceBinding {
	bound := run.Spec.Workspaces
	names := map[string]bool{}
	for _, binding := range bound {
		names[binding.Name] = true
	}
	for _, declared := range spec.Workspaces {
		if !names[declared.Name] {
			bound = append(bound, v1.WorkspaceBinding{
				Name:                  declared.Name,
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: declared.Name},
			})
		}
	}
	return bound
}

// madeUp gives a value of the type that tells where it came from.
func madeUp(word string, kind v1.ParamType, keys []string) v1.ParamValue {
	word = "<" + word + ">"
	switch kind {
	case v1.ParamTypeArray:
		return v1.ParamValue{Type: kind, ArrayVal: []string{word}}
	case v1.ParamTypeObject:
		value := map[string]string{}
		for _, key := range keys {
			value[key] = word
		}
		return v1.ParamValue{Type: kind, ObjectVal: value}
	}
	return *v1.NewStructuredValues(word)
}

func propertiesOf(properties map[string]v1.PropertySpec) []string {
	var keys []string
	for key := range properties {
		keys = append(keys, key)
	}
	return keys
}

// resultsOf gives the results of a task that ends so: see Ending. Those of `*` replace made-up ones.
func resultsOf(task string, declared []v1.TaskResult, script map[string]Ending) ([]v1.TaskRunResult, error) {
	ending := script[task]
	values := map[string]any{}
	if ending.Outcome == Succeed || ending.Outcome == "" {
		for _, result := range declared {
			values[result.Name] = madeUp(task+"."+result.Name, v1.ParamType(result.Type), propertiesOf(result.Properties))
			if value, ok := script["*"].Results[result.Name]; ok {
				values[result.Name] = value
			}
		}
	}
	for name, value := range ending.Results {
		values[name] = value
	}
	var results []v1.TaskRunResult
	for name, value := range values {
		if value == nil {
			continue
		}
		converted, err := valueOf(value)
		if err != nil {
			return nil, fmt.Errorf("result %s of %s: %w", name, task, err)
		}
		results = append(results, v1.TaskRunResult{Name: name, Type: v1.ResultsType(converted.Type), Value: converted})
	}
	sort.Slice(results, func(i, j int) bool { return results[i].Name < results[j].Name })
	return results, nil
}

// valueOf turns a string, a list of strings or a map of strings into Tekton's union of these.
func valueOf(value any) (v1.ParamValue, error) {
	var converted v1.ParamValue
	text, err := json.Marshal(value)
	if err == nil {
		err = converted.UnmarshalJSON(text)
	}
	return converted, err
}
