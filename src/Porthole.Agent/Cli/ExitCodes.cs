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

    /// <summary>The same for the help of a command that has no more to say about them.</summary>
    public const string Words = "0 done, 1 it failed, 2 the command line or the settings are wrong,\n3 no agent runs";
}
