package simulation

import (
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// addStubs makes up each Task that a pipeline task refers to and that was not given: with the
// params, workspaces and results that its uses need. A Task that a resolver would fetch becomes
// one in the namespace, since nothing answers resolution requests here.
func (p *Package) addStubs() {
	stubs := map[string]*v1.Task{}
	for _, spec := range p.specs() {
		refs := resultRefs(spec)
		for _, list := range [][]v1.PipelineTask{spec.Tasks, spec.Finally} {
			for i := range list {
				p.addStub(stubs, &list[i], refs)
			}
		}
	}
	for name, stub := range stubs {
		p.tasks[name] = stub
	}
}

func (p *Package) addStub(stubs map[string]*v1.Task, task *v1.PipelineTask, refs []*v1.ResultRef) {
	if task.TaskRef == nil || task.TaskRef.APIVersion != "" && !isTask(task.TaskRef) {
		return
	}
	if task.TaskRef.Resolver != "" {
		task.TaskRef = &v1.TaskRef{Name: "resolved-" + task.Name, Kind: v1.NamespacedTaskKind}
	}
	name := task.TaskRef.Name
	if p.tasks[name] != nil {
		return
	}
	if stubs[name] == nil {
		stubs[name] = &v1.Task{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name},
			Spec:       v1.TaskSpec{Steps: []v1.Step{{Name: "stub", Image: "stub", Script: "true"}}},
		}
	}
	extend(&stubs[name].Spec, task, refs)
}

func isTask(ref *v1.TaskRef) bool {
	return ref.Kind == "" || ref.Kind == v1.NamespacedTaskKind
}

// extend adds to the made-up Task what this use of it needs.
func extend(spec *v1.TaskSpec, task *v1.PipelineTask, refs []*v1.ResultRef) {
	params := append(v1.Params{}, task.Params...)
	if task.Matrix != nil {
		for _, param := range task.Matrix.Params {
			params = append(params, v1.Param{Name: param.Name, Value: *v1.NewStructuredValues("")})
		}
	}
	for _, param := range params {
		if !declares(spec.Params, param.Name) {
			spec.Params = append(spec.Params, declaration(param))
		}
	}
	for _, workspace := range task.Workspaces {
		addWorkspace(spec, workspace.Name)
	}
	for _, ref := range refs {
		if ref.PipelineTask == task.Name {
			addResult(spec, ref)
		}
	}
}

func declares(params v1.ParamSpecs, name string) bool {
	for _, param := range params {
		if param.Name == name {
			return true
		}
	}
	return false
}

// declaration has a default, so that another use need not pass the param.
func declaration(param v1.Param) v1.ParamSpec {
	declared := v1.ParamSpec{Name: param.Name, Type: param.Value.Type}
	value := v1.ParamValue{Type: param.Value.Type}
	if param.Value.Type == v1.ParamTypeObject {
		declared.Properties = map[string]v1.PropertySpec{}
		value.ObjectVal = map[string]string{}
		for key := range param.Value.ObjectVal {
			declared.Properties[key] = v1.PropertySpec{Type: v1.ParamTypeString}
			value.ObjectVal[key] = ""
		}
	}
	declared.Default = &value
	return declared
}

func addWorkspace(spec *v1.TaskSpec, name string) {
	for _, declared := range spec.Workspaces {
		if declared.Name == name {
			return
		}
	}
	spec.Workspaces = append(spec.Workspaces, v1.WorkspaceDeclaration{Name: name, Optional: true})
}

// addResult declares what the reference reads: an object if by key, an array if by index.
func addResult(spec *v1.TaskSpec, ref *v1.ResultRef) {
	kind := v1.ResultsTypeString
	var properties map[string]v1.PropertySpec
	if ref.Property != "" {
		kind = v1.ResultsTypeObject
		properties = map[string]v1.PropertySpec{ref.Property: {Type: v1.ParamTypeString}}
	}
	if ref.ResultsIndex != nil {
		kind = v1.ResultsTypeArray
	}
	for i, declared := range spec.Results {
		if declared.Name == ref.Result {
			for key, property := range properties {
				spec.Results[i].Properties[key] = property
			}
			return
		}
	}
	spec.Results = append(spec.Results, v1.TaskResult{Name: ref.Result, Type: kind, Properties: properties})
}

// resultRefs of all tasks of the spec and of its own results.
func resultRefs(spec *v1.PipelineSpec) []*v1.ResultRef {
	var refs []*v1.ResultRef
	for _, list := range [][]v1.PipelineTask{spec.Tasks, spec.Finally} {
		for i := range list {
			refs = append(refs, v1.PipelineTaskResultRefs(&list[i])...)
		}
	}
	for _, result := range spec.Results {
		expressions, _ := result.GetVarSubstitutionExpressions()
		refs = append(refs, v1.NewResultRefs(expressions)...)
	}
	return refs
}
