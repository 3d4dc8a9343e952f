package objects

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// templateSpec is the part of a TriggerTemplate's spec that decides which objects an event makes.
type templateSpec struct {
	Params []struct {
		Name    string  `json:"name"`
		Default *string `json:"default"`
	} `json:"params"`
	ResourceTemplates []json.RawMessage `json:"resourcetemplates"`
}

// triggerSpec is a Trigger's spec, or an entry of an EventListener's triggers.
type triggerSpec struct {
	Template struct {
		Spec *templateSpec `json:"spec"`
	} `json:"template"`
}

var ttParam = regexp.MustCompile(`\$\(tt\.params\.([_a-zA-Z][_a-zA-Z0-9.-]*)\)`)

// Templated gives the objects that a TriggerTemplate, a Trigger or an EventListener would make
// of an event that passes nothing, and nil for any other object. A parameter without a default
// becomes a made-up word.
func Templated(object Object) []Object {
	var made []Object
	for at, spec := range templatesOf(object) {
		for index, raw := range spec.ResourceTemplates {
			text, err := spec.fill(string(raw))
			file := fmt.Sprintf("%s/%s", object.Kind, object.Name())
			one := decode(object.File, object.Index, []byte(text), nil)
			if err != nil {
				one.Err = err
			}
			one.File = fmt.Sprintf("%s: %s template %d resource %d", object.File, file, at, index)
			made = append(made, one)
		}
	}
	return made
}

func templatesOf(object Object) []*templateSpec {
	if !strings.HasPrefix(object.APIVersion, "triggers.tekton.dev/") {
		return nil
	}
	var body struct {
		Spec struct {
			templateSpec
			triggerSpec
			Triggers []triggerSpec `json:"triggers"`
		} `json:"spec"`
	}
	if json.Unmarshal(object.Raw, &body) != nil {
		return nil
	}
	switch object.Kind {
	case "TriggerTemplate":
		return []*templateSpec{&body.Spec.templateSpec}
	case "Trigger":
		return inline([]triggerSpec{body.Spec.triggerSpec})
	case "EventListener":
		return inline(body.Spec.Triggers)
	}
	return nil
}

func inline(triggers []triggerSpec) []*templateSpec {
	var specs []*templateSpec
	for _, trigger := range triggers {
		if trigger.Template.Spec != nil {
			specs = append(specs, trigger.Template.Spec)
		}
	}
	return specs
}

// fill replaces parameters in the JSON text, as Triggers does, which also refuses undeclared ones.
func (spec *templateSpec) fill(text string) (string, error) {
	values := map[string]string{}
	for _, param := range spec.Params {
		values[param.Name] = "made-up"
		if param.Default != nil {
			values[param.Name] = strings.ReplaceAll(*param.Default, "$(", "$$(")
		}
	}
	var err error
	text = strings.ReplaceAll(text, "$(uid)", "00000000-0000-4000-8000-000000000000")
	filled := ttParam.ReplaceAllStringFunc(text, func(use string) string {
		value, ok := values[ttParam.FindStringSubmatch(use)[1]]
		if !ok {
			err = fmt.Errorf("undeclared param '%s'", use)
		}
		return value
	})
	return filled, err
}
