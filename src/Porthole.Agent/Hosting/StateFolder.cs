namespace Porthole.Agent.Hosting;

/// <summary>The folder that keeps what must survive a restart, and tells commands where the agent answers.</summary>
internal sealed class StateFolder
{
    /// <summary>What a settings file is called, here and beside the program.</summary>
    public const string SettingsName = "appsettings.json";

    private StateFolder(string path, bool isNamed) => (Path, IsNamed) = (path, isNamed);

    public string Path { get; }

    /// <summary>Whether <c>--data</c> named it: then it alone is meant.</summary>
    public bool IsNamed { get; }

    /// <summary>The settings an owner put into the state folder; they win over those beside the program.</summary>
    public string SettingsFile => System.IO.Path.Combine(Path, SettingsName);

    /// <summary>Where the running agent says its URL and process id.</summary>
    public string AgentFile => System.IO.Path.Combine(Path, "agent.json");

    /// <summary>Held open by the running agent, so that no second one works on the same state.</summary>
    public string LockFile => System.IO.Path.Combine(Path, "agent.lock");

    /// <summary>What the agent holds and remembers.</summary>
    public string MemoryFile => System.IO.Path.Combine(Path, "memory.json");

    /// <summary>The last transitions.</summary>
    public string HistoryFile => System.IO.Path.Combine(Path, "history.json");

    /// <summary>The devices added by command, API or dashboard, and what is paused.</summary>
    public string DevicesFile => System.IO.Path.Combine(Path, Devices.Registry.RegistryFile.FileName);

    /// <summary>What was learned of the devices: MAC addresses, and where they went.</summary>
    public string IdentitiesFile => System.IO.Path.Combine(Path, "identities.json");

    /// <summary>The bearer token that every write to the API needs.</summary>
    public string TokenFile => System.IO.Path.Combine(Path, "token");

    /// <summary>The folder named by <c>--data</c>, else the platform's default (DESIGN.md, "Command line").</summary>
    public static StateFolder At(string? path) => new(path ?? Default(), path is not null);

    /// <summary>Who was connected through the relay, a file a day.</summary>
    public string ConnectionsFolder => System.IO.Path.Combine(Path, "connections");

    /// <summary>The agent's log, a file a day.</summary>
    public string LogFolder => System.IO.Path.Combine(Path, "log");

    /// <summary>Makes the folder, readable by its owner only.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Default()
    {
        if (OperatingSystem.IsWindows())
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Porthole");
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
        if (Environment.IsPrivilegedProcess) return "/var/lib/porthole";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : System.IO.Path.Combine(home, ".local", "state");
        return System.IO.Path.Combine(state, "porthole");
    }
}
