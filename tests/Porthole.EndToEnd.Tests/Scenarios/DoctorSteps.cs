using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Scenarios;

/// <summary>Reads what <c>porthole doctor --json</c> printed.</summary>
internal static class DoctorSteps
{
    private static readonly string[] Severity = ["skipped", "good", "attention", "bad"];

    /// <summary>The worst step of each check, with its first line of evidence.</summary>
    public static Dictionary<string, (string Verdict, string Evidence)> Read(CommandResult result, int exitCode)
    {
        using var report = JsonDocument.Parse(result.Output);
        var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToList();
        foreach (var step in steps)
            TestContext.Current.TestOutputHelper?.WriteLine($"{step.GetProperty("verdict")} {step.GetProperty("title")}: {step.GetProperty("evidence")} {step.GetProperty("next")}");
        result.ExitCode.ShouldBe(exitCode);
        return steps
            .GroupBy(step => step.GetProperty("check").GetString()!)
            .ToDictionary(group => group.Key, group => group
                .Select(step => (Verdict: step.GetProperty("verdict").GetString()!, Evidence: step.GetProperty("evidence")[0].GetString()!))
                .MaxBy(step => Array.IndexOf(Severity, step.Verdict)));
    }
}
