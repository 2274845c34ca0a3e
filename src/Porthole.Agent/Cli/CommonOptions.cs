using System.CommandLine;
using Porthole.Agent.Hosting;

namespace Porthole.Agent.Cli;

/// <summary>The options that several commands take.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder that keeps the agent's state (default: the platform's)",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON for programs" };

    public static StateFolder StateFolder(this ParseResult parsed) => Hosting.StateFolder.At(parsed.GetValue(Data));
}
