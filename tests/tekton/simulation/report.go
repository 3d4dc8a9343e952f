package simulation

import (
	"encoding/json"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"knative.dev/pkg/apis"
)

// report reads off what became of the run and of each of its tasks.
func (c *cluster) report(scenario Scenario, spec *v1.PipelineSpec) (*Report, error) {
	run, err := c.run()
	if err != nil {
		return nil, err
	}
	taskRuns, err := c.taskRuns()
	if err != nil {
		return nil, err
	}
	report := &Report{Name: scenario.Name, Tasks: []TaskReport{}}
	if condition := run.Status.GetCondition(apis.ConditionSucceeded); condition != nil {
		report.Status, report.Reason, report.Message = string(condition.Status), condition.Reason, condition.Message
	}
	finally := v1.PipelineTaskList(spec.Finally).Names()
	started := map[string]bool{}
	for _, taskRun := range taskRuns {
		name := pipelineTask(taskRun)
		started[name] = true
		report.Tasks = append(report.Tasks, ran(taskRun, finally.Has(name)))
	}
	skipped := map[string]string{}
	for _, task := range run.Status.SkippedTasks {
		skipped[task.Name] = string(task.Reason)
	}
	for _, task := range append(append([]v1.PipelineTask{}, spec.Tasks...), spec.Finally...) {
		if !started[task.Name] {
			report.Tasks = append(report.Tasks, notRun(task, finally.Has(task.Name), skipped))
		}
	}
	return report, nil
}

func ran(taskRun *v1.TaskRun, finally bool) TaskReport {
	task := TaskReport{
		Name: pipelineTask(taskRun), Finally: finally, State: "Running",
		Params: map[string]any{}, Results: map[string]any{},
	}
	if taskRun.Spec.TaskRef != nil {
		task.TaskRef = taskRun.Spec.TaskRef.Name
	}
	switch condition := taskRun.Status.GetCondition(apis.ConditionSucceeded); {
	case condition.IsTrue():
		task.State = "Succeeded"
	case taskRun.IsCancelled() || condition.IsFalse() && condition.Reason == v1.TaskRunReasonCancelled.String():
		task.State = "Cancelled"
	case condition.IsFalse():
		task.State = "Failed"
	}
	for _, param := range taskRun.Spec.Params {
		task.Params[param.Name] = plain(param.Value)
	}
	for _, result := range taskRun.Status.Results {
		task.Results[result.Name] = plain(result.Value)
	}
	return task
}

func notRun(task v1.PipelineTask, finally bool, skipped map[string]string) TaskReport {
	report := TaskReport{Name: task.Name, Finally: finally, State: "Never", Params: map[string]any{}, Results: map[string]any{}}
	if task.TaskRef != nil {
		report.TaskRef = task.TaskRef.Name
	}
	if reason, ok := skipped[task.Name]; ok {
		report.State, report.Reason = "Skipped", reason
	}
	return report
}

// plain gives the string, list or map that a value of Tekton's stands for.
func plain(value v1.ParamValue) any {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	var decoded any
	if err := json.Unmarshal(text, &decoded); err != nil {
		return err.Error()
	}
	return decoded
}
