namespace Porthole.Tray.Feed;

/// <summary>The agent's state folder, as far as the tray reads it (DESIGN.md, "Command line", <c>--data</c>).</summary>
internal sealed class StateFolder(string path)
{
    public string Path { get; } = path;

    /// <summary>Where the running agent says its address.</summary>
    public string AgentFile => System.IO.Path.Combine(Path, "agent.json");

    /// <summary>The bearer token for writes; administrators and the owner can read it.</summary>
    public string TokenFile => System.IO.Path.Combine(Path, "token");

    /// <summary>The agent's log, a file a day.</summary>
    public string LogFolder => System.IO.Path.Combine(Path, "log");

    /// <summary><c>%ProgramData%\Porthole</c>.</summary>
    public static StateFolder Default { get; } =
        new(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Porthole"));
}
