package simulation

import (
	"fmt"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/testing"
	"knative.dev/pkg/apis"
)

// A run that takes more steps than this does not come to an end.
const maxSteps = 500

// Simulate plays one scenario: the controller looks at the run, then the oldest TaskRun that still
// runs ends, and so on until the run is done, or stuck because nothing runs and nothing starts.
func Simulate(installed *Package, scenario Scenario) (*Report, error) {
	run, spec, err := installed.run(scenario)
	if err != nil {
		return nil, err
	}
	if err := scenario.check(spec); err != nil {
		return nil, err
	}
	c, err := newCluster(installed, run)
	if err != nil {
		return nil, err
	}
	for range maxSteps {
		goesOn, err := c.step(scenario, installed)
		if err != nil {
			return nil, err
		}
		if !goesOn {
			return c.report(scenario, spec)
		}
	}
	return nil, fmt.Errorf("not at an end after %d steps", maxSteps)
}

// check refuses a scenario that names tasks which the Pipeline does not have.
func (s Scenario) check(spec *v1.PipelineSpec) error {
	known := v1.PipelineTaskList(spec.Tasks).Names().Union(v1.PipelineTaskList(spec.Finally).Names())
	for name, ending := range s.Script {
		if name != "*" && !known.Has(name) {
			return fmt.Errorf("script: no task %q in %s", name, s.Pipeline)
		}
		switch ending.Outcome {
		case "", Succeed, Fail, Cancel:
		default:
			return fmt.Errorf("script: no outcome %q", ending.Outcome)
		}
	}
	if s.Stop != nil && !known.Has(s.Stop.When) {
		return fmt.Errorf("stop: no task %q in %s", s.Stop.When, s.Pipeline)
	}
	return nil
}

// step tells whether there is more to come.
func (c *cluster) step(scenario Scenario, installed *Package) (bool, error) {
	if err := c.reconcile(); err != nil {
		return false, err
	}
	run, err := c.run()
	if err != nil || run.IsDone() {
		return false, err
	}
	taskRuns, err := c.taskRuns()
	if err != nil {
		return false, err
	}
	var running *v1.TaskRun
	for _, one := range taskRuns {
		if one.IsDone() {
			continue
		}
		if scenario.Stop != nil && pipelineTask(one) == scenario.Stop.When && run.Spec.Status == "" {
			return true, c.stop(run, scenario.Stop.Status)
		}
		if running == nil || one.IsCancelled() && !running.IsCancelled() {
			running = one
		}
	}
	if running == nil {
		return c.stillMoves(run)
	}
	return true, c.end(running, scenario, installed)
}

// stop does what `tkn pipelinerun cancel` does.
func (c *cluster) stop(run *v1.PipelineRun, status string) error {
	run.Spec.Status = v1.PipelineRunSpecStatus(status)
	_, err := c.tekton.TektonV1().PipelineRuns(namespace).Update(c.ctx, run, metav1.UpdateOptions{})
	return err
}

// stillMoves tells whether one more look of the controller's starts a task or ends the run.
func (c *cluster) stillMoves(before *v1.PipelineRun) (bool, error) {
	if err := c.reconcile(); err != nil {
		return false, err
	}
	after, err := c.run()
	if err != nil {
		return false, err
	}
	return after.IsDone() || len(after.Status.ChildReferences) > len(before.Status.ChildReferences), nil
}

// end writes the TaskRun's status as Tekton's TaskRun controller would at its end.
func (c *cluster) end(taskRun *v1.TaskRun, scenario Scenario, installed *Package) error {
	name := pipelineTask(taskRun)
	ending := scenario.Script[name]
	declared := installed.declaredResults(taskRun)
	results, err := resultsOf(name, declared, scenario.Script)
	if err != nil {
		return err
	}
	condition := apis.Condition{Type: apis.ConditionSucceeded, Status: corev1.ConditionTrue, Reason: v1.TaskRunReasonSuccessful.String()}
	switch {
	case taskRun.IsCancelled() || ending.Outcome == Cancel:
		// Its pod is deleted, and no result is read.
		condition.Status, condition.Reason = corev1.ConditionFalse, v1.TaskRunReasonCancelled.String()
		results = nil
	case ending.Outcome == Fail:
		condition.Status, condition.Reason = corev1.ConditionFalse, v1.TaskRunReasonFailed.String()
		if taskRun.Annotations[v1.PipelineTaskOnErrorAnnotation] == string(v1.PipelineTaskContinue) {
			condition.Reason = v1.TaskRunReasonFailureIgnored.String()
		}
	}
	now := metav1.Now()
	taskRun.Status.StartTime, taskRun.Status.CompletionTime = &now, &now
	taskRun.Status.Results = results
	taskRun.Status.SetCondition(&condition)
	_, err = c.tekton.TektonV1().TaskRuns(namespace).UpdateStatus(c.ctx, taskRun, metav1.UpdateOptions{})
	return err
}

func (p *Package) declaredResults(taskRun *v1.TaskRun) []v1.TaskResult {
	if taskRun.Spec.TaskSpec != nil {
		return taskRun.Spec.TaskSpec.Results
	}
	if taskRun.Spec.TaskRef != nil && p.tasks[taskRun.Spec.TaskRef.Name] != nil {
		return p.tasks[taskRun.Spec.TaskRef.Name].Spec.Results
	}
	return nil
}

func pipelineTask(taskRun *v1.TaskRun) string {
	return taskRun.Labels["tekton.dev/pipelineTask"]
}

func createdName(action testing.Action) (string, error) {
	created, ok := action.(testing.CreateAction).GetObject().(*v1.TaskRun)
	if !ok {
		return "", fmt.Errorf("created %T instead of a TaskRun", action)
	}
	return created.Name, nil
}
