package simulation

import (
	"context"
	"fmt"
	"time"

	"github.com/tektoncd/pipeline/pkg/apis/pipeline"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	fakeclientset "github.com/tektoncd/pipeline/pkg/client/clientset/versioned/fake"
	fakeclient "github.com/tektoncd/pipeline/pkg/client/injection/client/fake"
	fakepipelineruns "github.com/tektoncd/pipeline/pkg/client/injection/informers/pipeline/v1/pipelinerun/fake"
	faketaskruns "github.com/tektoncd/pipeline/pkg/client/injection/informers/pipeline/v1/taskrun/fake"
	_ "github.com/tektoncd/pipeline/pkg/pipelinerunmetrics/fake" // registers itself
	"github.com/tektoncd/pipeline/pkg/reconciler/pipelinerun"
	"github.com/tektoncd/pipeline/test"
	"go.uber.org/zap"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
	clocktesting "k8s.io/utils/clock/testing"
	filteredinformers "knative.dev/pkg/client/injection/kube/informers/factory/filtered"
	_ "knative.dev/pkg/client/injection/kube/informers/factory/filtered/fake" // registers itself
	"knative.dev/pkg/configmap"
	"knative.dev/pkg/controller"
	"knative.dev/pkg/injection"
	"knative.dev/pkg/logging"
	"knative.dev/pkg/reconciler"
	_ "knative.dev/pkg/system/testing" // names the namespace of the configuration
)

// cluster is Tekton's PipelineRun controller over an object store in memory. Its caches are
// brought up to date between reconciliations, as watches would do.
type cluster struct {
	ctx        context.Context
	tekton     *fakeclientset.Clientset
	reconciler controller.Reconciler
}

// newCluster holds the package and the one run, which is all that the controller works on.
func newCluster(installed *Package, run *v1.PipelineRun) (*cluster, error) {
	ctx := logging.WithLogger(context.Background(), zap.NewNop().Sugar())
	ctx = controller.WithEventRecorder(ctx, record.NewFakeRecorder(1000))
	ctx = filteredinformers.WithSelectors(ctx, v1.ManagedByLabelKey)
	ctx, _ = injection.Fake.SetupInformers(ctx, &rest.Config{})

	c := &cluster{ctx: ctx, tekton: fakeclient.Get(ctx)}
	if err := c.install(installed, run); err != nil {
		return nil, err
	}
	clock := clocktesting.NewFakePassiveClock(time.Now())
	made := pipelinerun.NewController(&pipeline.Options{}, clock)(ctx, defaultConfiguration())
	c.reconciler = made.Reconciler
	leader := made.Reconciler.(reconciler.LeaderAware)
	return c, leader.Promote(reconciler.UniversalBucket(), func(reconciler.Bucket, types.NamespacedName) {})
}

// defaultConfiguration is that of a cluster whose ConfigMaps are there and empty.
func defaultConfiguration() configmap.Watcher {
	var data test.Data
	test.EnsureConfigurationConfigMapsExist(&data)
	return configmap.NewStaticWatcher(data.ConfigMaps...)
}

func (c *cluster) install(installed *Package, run *v1.PipelineRun) error {
	client := c.tekton.TektonV1()
	for _, task := range installed.tasks {
		if _, err := client.Tasks(namespace).Create(c.ctx, task.DeepCopy(), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	for _, one := range installed.pipelines {
		if _, err := client.Pipelines(namespace).Create(c.ctx, one.DeepCopy(), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	_, err := client.PipelineRuns(namespace).Create(c.ctx, run, metav1.CreateOptions{})
	return err
}

// reconcile lets the controller look at the run once. That a run failed for good is in its status.
func (c *cluster) reconcile() error {
	if err := c.refresh(); err != nil {
		return err
	}
	err := c.reconciler.Reconcile(c.ctx, namespace+"/run")
	if later, _ := controller.IsRequeueKey(err); later || controller.IsPermanentError(err) || controller.IsSkipKey(err) {
		return nil
	}
	return err
}

// refresh makes the controller's caches equal to the store.
func (c *cluster) refresh() error {
	runs, err := c.tekton.TektonV1().PipelineRuns(namespace).List(c.ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	var cached []any
	for i := range runs.Items {
		cached = append(cached, &runs.Items[i])
	}
	if err := fakepipelineruns.Get(c.ctx).Informer().GetIndexer().Replace(cached, ""); err != nil {
		return err
	}
	tasks, err := c.tekton.TektonV1().TaskRuns(namespace).List(c.ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	cached = nil
	for i := range tasks.Items {
		cached = append(cached, &tasks.Items[i])
	}
	return faketaskruns.Get(c.ctx).Informer().GetIndexer().Replace(cached, "")
}

func (c *cluster) run() (*v1.PipelineRun, error) {
	return c.tekton.TektonV1().PipelineRuns(namespace).Get(c.ctx, "run", metav1.GetOptions{})
}

// taskRuns in the order in which the controller created them.
func (c *cluster) taskRuns() ([]*v1.TaskRun, error) {
	var made []*v1.TaskRun
	for _, action := range c.tekton.Actions() {
		if !action.Matches("create", "taskruns") {
			continue
		}
		name, err := createdName(action)
		if err != nil {
			return nil, err
		}
		one, err := c.tekton.TektonV1().TaskRuns(namespace).Get(c.ctx, name, metav1.GetOptions{})
		if err != nil {
			return nil, fmt.Errorf("TaskRun %s: %w", name, err)
		}
		made = append(made, one)
	}
	return made, nil
}
