using Porthole.Agent.Status;

namespace Porthole.Agent.Cli;

/// <summary>The status as plain text for people: the verdict, the network, the forwards, the problems.</summary>
internal static class StatusText
{
    public static void Write(StatusDocument status, TextWriter output)
    {
        output.WriteLine(Verdicts.Sentence(status));
        output.WriteLine();
        WriteNetwork(status.Network, output);
        WriteForwards(status, output);
        foreach (var problem in status.Problems) WriteProblem(problem, output);
    }

    private static void WriteNetwork(NetworkStatus network, TextWriter output)
    {
        output.WriteLine($"This PC   {network.LocalAddress ?? "no address"}{(network.Interface is null ? "" : $" ({network.Interface})")}");
        output.WriteLine($"Router    {network.Gateway ?? "none"}{(network.Router is null ? "" : $" ({network.Router})")}");
        output.WriteLine($"Protocols {(network.Protocols.IsEmpty ? "none answered" : string.Join(", ", network.Protocols))}");
        output.WriteLine($"Internet  {network.ExternalAddress ?? "address unknown"} ({Words(network.Reachability)})");
        output.WriteLine();
    }

    private static void WriteForwards(StatusDocument status, TextWriter output)
    {
        var rows = status.Forwards.Select(forward => new[]
        {
            $"{forward.Device} {forward.Name}",
            forward.External ?? "-",
            forward.Relay is { } relay && forward.Route != Route.Direct ? relay.Listen : forward.Internal,
            forward.State == ForwardState.Mapped ? Words(forward.Route) : $"{forward.State}".ToLowerInvariant() + (forward.Route == Route.RelayOnly ? ", relay only" : ""),
            forward.LeaseExpires is { } expires ? $"{expires.ToLocalTime():HH:mm:ss}" : "-",
        });
        TextTable.Write(["FORWARD", "OUTSIDE", "INSIDE", "STATE", "UNTIL"], rows, output);
        foreach (var forward in status.Forwards.Where(forward => forward.Url is not null)) output.WriteLine($"  {forward.Url}");
        output.WriteLine();
    }

    private static void WriteProblem(ProblemStatus problem, TextWriter output)
    {
        output.WriteLine($"{problem.Code} {problem.Title}");
        foreach (var line in problem.Evidence.Split('\n', StringSplitOptions.RemoveEmptyEntries)) output.WriteLine($"    {line}");
        if (problem.Meanwhile.Length > 0) output.WriteLine($"  Meanwhile: {problem.Meanwhile}");
        foreach (var line in problem.Remedy) output.WriteLine($"  {line}");
        output.WriteLine();
    }

    private static string Words(Reachability reachability) => reachability switch
    {
        Reachability.Public => "public",
        Reachability.DoubleNat => "private: a second router stands in front",
        Reachability.CarrierNat => "shared by the provider: not reachable from outside",
        Reachability.Offline => "offline",
        _ => "not known yet",
    };

    private static string Words(Route route) => route switch
    {
        Route.Direct => "direct",
        Route.Relayed => "relayed",
        Route.RelayOnly => "relay only",
        _ => "none",
    };
}
