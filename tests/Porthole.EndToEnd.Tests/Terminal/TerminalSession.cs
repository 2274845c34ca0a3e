using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Terminal;

/// <summary>A shell in a real terminal of 80 columns and 24 rows (tmux) on a machine of the lab, in which <c>porthole</c> is the program. It ends with the lab.</summary>
internal sealed class TerminalSession
{
    public const int Columns = 80;
    public const int Rows = 24;

    // Locales of test machines differ; the programs write UTF-8. The socket is the lab's own: another run's terminal is not to be typed in.
    private static readonly string[] Tmux = ["tmux", "-u", "-S", "/run/lab/tmux", "-f", "/dev/null"];

    private readonly NetworkHost _host;

    private TerminalSession(NetworkHost host) => _host = host;

    /// <summary>Why there is no terminal on this machine; null when there is.</summary>
    public static string? Missing => LabRequirements.Find("tmux") is null ? "A terminal needs tmux, which is not installed; tests/run.sh installs it." : null;

    public static async Task<TerminalSession> StartAsync(NetworkHost host, string dataFolder)
    {
        var session = new TerminalSession(host);
        var (program, arguments) = AgentProgram.Command();
        await session.TmuxAsync("new-session", "-d", "-x", $"{Columns}", "-y", $"{Rows}", "env", "PS1=$ ", "LC_ALL=C.UTF-8", "sh");
        await session.RunAsync($"alias porthole='{string.Join(' ', [program, .. arguments])}'; DATA='--data {dataFolder}'; clear");
        await session.UntilAsync("an empty terminal", screen => screen is "$ " or "$");
        return session;
    }

    /// <summary>Types a line and the Enter key.</summary>
    public async Task RunAsync(string line)
    {
        await TmuxAsync("send-keys", "-l", line);
        await PressAsync("Enter");
    }

    /// <summary>Presses a key, for instance <c>Enter</c> or <c>C-c</c>.</summary>
    public Task PressAsync(string key) => TmuxAsync("send-keys", key);

    /// <summary>What stands on the screen, without the empty lines at its end.</summary>
    public async Task<string> ScreenAsync() => (await TmuxAsync("capture-pane", "-p")).TrimEnd('\n');

    /// <summary>The same with the escape sequences of colours.</summary>
    public async Task<string> ColouredScreenAsync() => (await TmuxAsync("capture-pane", "-p", "-e")).TrimEnd('\n');

    /// <summary>Waits until the screen is as it should be; yields it.</summary>
    public Task<string> UntilAsync(string what, Func<string, bool> holds) => Wait.ForAsync(
        what,
        async () => await ScreenAsync() is var screen && holds(screen) ? screen : null,
        ScreenAsync);

    private async Task<string> TmuxAsync(params IEnumerable<string> arguments) => (await _host.RunAsync(Tmux[0], [.. Tmux[1..], .. arguments])).Output;
}
