using System.Collections.Immutable;
using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>The status as plain text for people: the verdict, the network, the forwards, the problems.</summary>
internal static class StatusText
{
    public static void Write(StatusDocument status, TextWriter output, Paint paint = default, bool withUrls = true)
    {
        output.WriteLine(Verdicts.IsGood(status) ? paint.Good(Verdicts.Sentence(status)) : paint.Bad(Verdicts.Sentence(status)));
        output.WriteLine();
        NetworkLines.Write(status.Network, output);
        WriteForwards(status, output, withUrls);

        // Twenty cameras behind one dead switch need one remedy, not twenty.
        foreach (var alike in status.Problems.GroupBy(problem => (problem.Code, problem.Meanwhile, string.Join('\n', problem.Remedy)))) WriteProblems([.. alike], output, paint);
    }

    private static void WriteForwards(StatusDocument status, TextWriter output, bool withUrls)
    {
        if (status.Forwards.Length == 0)
        {
            output.WriteLine("Find your cameras with: porthole devices discover");
            output.WriteLine("Register one with:      porthole devices add");
            output.WriteLine();
            return;
        }

        var rows = status.Forwards.Select(forward => new[]
        {
            $"{forward.Device} {forward.Name}",
            forward.External ?? "-",
            forward.Relay is { } relay && forward.Route != Route.Direct ? relay.Listen : forward.Internal,
            forward.State == ForwardState.Mapped ? Words(forward.Route) : $"{forward.State}".ToLowerInvariant() + (forward.Route == Route.RelayOnly ? ", relay only" : ""),
            forward.LeaseExpires is { } expires ? $"{expires.ToLocalTime():HH:mm:ss}" : "-",
        });
        TextTable.Write(["FORWARD", "OUTSIDE", "INSIDE", "STATE", "UNTIL"], rows, output);
        foreach (var forward in status.Forwards.Where(forward => withUrls && forward.Url is not null)) output.WriteLine($"  {forward.Url}");
        output.WriteLine();
    }

    private static void WriteProblems(ImmutableArray<ProblemStatus> alike, TextWriter output, Paint paint)
    {
        foreach (var one in alike)
        {
            var title = $"{one.Code} {one.Title}";
            output.WriteLine(one.Severity switch { ProblemSeverity.Error => paint.Bad(title), ProblemSeverity.Warning => paint.Note(title), _ => title });
            foreach (var line in one.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries)) output.WriteLine($"    {line}");
        }

        var problem = alike[0];
        if (problem.Meanwhile.Length > 0) output.WriteLine($"  Meanwhile: {problem.Meanwhile}");
        foreach (var line in problem.Remedy) output.WriteLine($"  {line}");
        output.WriteLine();
    }

    private static string Words(Route route) => route switch
    {
        Route.Direct => "direct",
        Route.Relayed => "relayed",
        Route.RelayOnly => "relay only",
        _ => "none",
    };
}
