using System.Runtime.CompilerServices;
using Porthole.Agent.Status;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>The problems that the running agent has found, in its own words.</summary>
internal sealed class ProblemsCheck : ICheck
{
    public string Id => "problems";

    public string Title => "The agent's findings";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (!patient.WithAgent) yield return Finding.Skipped($"{patient.WithoutAgent}.");
        else if (patient.Snapshot.Problems.IsEmpty) yield return Finding.Good("No problem stands.");
        foreach (var problem in patient.Snapshot.Problems)
        {
            yield return new Finding(Verdict(problem.Severity), [problem.Title, .. problem.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries)])
            {
                About = problem.Code,
                Next = problem.Severity == ProblemSeverity.Info ? [] : problem.Remedy,
            };
        }
    }

    private static StepVerdict Verdict(ProblemSeverity severity) => severity switch
    {
        ProblemSeverity.Info => StepVerdict.Good,
        ProblemSeverity.Warning => StepVerdict.Attention,
        _ => StepVerdict.Bad,
    };
}
