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

    /// <summary>The settings file; commands that work on the registry read it when no agent runs.</summary>
    public static Option<string?> Settings { get; } = new("--settings")
    {
        Description = "The settings file (default: the state folder's, else the program's)",
        HelpName = "FILE",
    };

    public static StateFolder StateFolder(this ParseResult parsed) => Hosting.StateFolder.At(parsed.GetValue(Data));
}
