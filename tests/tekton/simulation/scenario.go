// Package simulation runs Pipelines through Tekton's own PipelineRun reconciler, on fake
// clients. Nothing executes: a scenario says how each task ends, and with which results.
package simulation

// Scenario is one run of a Pipeline, or of a PipelineRun with an embedded spec.
type Scenario struct {
	Name     string `json:"name"`
	Pipeline string `json:"pipeline"`
	// Params of the run; what has no default and is not here is made up.
	Params map[string]any `json:"params"`
	// Script by pipeline task; the entry `*` holds results for all tasks that declare them.
	Script map[string]Ending `json:"script"`
	Stop   *Stop             `json:"stop"`
}

// Ending is how a task ends. A task without one succeeds and writes every result that it
// declares. One that fails or is cancelled has just the results given here.
type Ending struct {
	Outcome Outcome `json:"outcome"`
	// Results to write; null leaves one out that the task declares.
	Results map[string]any `json:"results"`
}

// Outcome of a task; the empty string means Succeed.
type Outcome string

// The outcomes.
const (
	Succeed Outcome = "succeed"
	Fail    Outcome = "fail"
	Cancel  Outcome = "cancel"
)

// Stop is what a user does to the run: spec.status becomes Status as soon as the task When runs.
type Stop struct {
	When   string `json:"when"`
	Status string `json:"status"`
}

// Report is what became of the run. Reason and Status are those of its Succeeded condition;
// an Unknown status means that it was stuck.
type Report struct {
	Name    string       `json:"name"`
	Status  string       `json:"status"`
	Reason  string       `json:"reason"`
	Message string       `json:"message"`
	Tasks   []TaskReport `json:"tasks"`
}

// TaskReport is what became of one pipeline task. Those that ran come first, in the order in
// which Tekton created their TaskRuns, and then the others in the Pipeline's order.
type TaskReport struct {
	Name    string `json:"name"`
	Finally bool   `json:"finally"`
	// TaskRef is the Task's name; empty for an embedded one.
	TaskRef string `json:"taskRef"`
	// State is Succeeded, Failed or Cancelled for one that ran, Skipped, or Never.
	State string `json:"state"`
	// Reason of Tekton's for a skipped one.
	Reason string `json:"reason"`
	// Params as Tekton passed them to the TaskRun, by name.
	Params map[string]any `json:"params"`
	// Results that it had.
	Results map[string]any `json:"results"`
}
