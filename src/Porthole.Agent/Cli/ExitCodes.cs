namespace Porthole.Agent.Cli;

/// <summary>The exit codes of all commands (DESIGN.md, "Command line").</summary>
internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>A problem stands, or the command could not do its work.</summary>
    public const int Problem = 1;

    /// <summary>The settings or the command line are wrong.</summary>
    public const int Usage = 2;

    /// <summary>No agent runs.</summary>
    public const int NoAgent = 3;
}
