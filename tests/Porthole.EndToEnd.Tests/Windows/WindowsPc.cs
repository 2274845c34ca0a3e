using Porthole.EndToEnd.Tests.Release;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Windows;

/// <summary>Windows, as far as Wine is that, on one of the lab's machines: drive C, registry and service manager of its own. It goes with the lab.</summary>
internal sealed class WindowsPc
{
    private const string Prefix = "/run/lab/wine";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["WINEPREFIX"] = Prefix,
        ["WINEDEBUG"] = "-all",

        // Nobody is there to be asked about a browser engine, or to look at a crash.
        ["WINEDLLOVERRIDES"] = "mshtml=;winedbg.exe=",
    };

    private readonly NetworkHost _host;
    private readonly Sandbox _sandbox;
    private readonly string _program;

    private WindowsPc(NetworkHost host, Sandbox sandbox, string program) => (_host, _sandbox, _program) = (host, sandbox, program);

    /// <summary>The registry as Wine keeps it, the machine's and the users'; written by <see cref="ShutDownAsync"/>.</summary>
    public string Registry => string.Concat(Directory.GetFiles(_sandbox.FromOutside(Prefix), "*.reg").Select(File.ReadAllText));

    /// <summary>The folder that holds <c>%ProgramData%</c>.</summary>
    public string ProgramData => _sandbox.FromOutside($"{Prefix}/drive_c/ProgramData");

    public static async Task<WindowsPc> BootAsync(NetworkHost host, Sandbox sandbox)
    {
        var pc = new WindowsPc(host, sandbox, await ReleaseBuild.WindowsAsync());
        (await pc.WineAsync(Wait.Bound * 4, "wineboot", "--init")).OrThrow();
        await pc.RunAsync(WineRequirements.WineServer, Wait.Bound, "--wait");

        // Wine's service manager goes with the last program; this one waits for its input, which never comes.
        _ = host.Start(WineRequirements.Wine, ["cmd.exe"], Settings);
        await Wait.UntilAsync("the service manager to answer", async () => (await pc.PortholeAsync("service", "status")).ExitCode == 3, () => Task.FromResult(""));
        return pc;
    }

    /// <summary>Runs <c>porthole.exe</c> to its end.</summary>
    public Task<CommandResult> PortholeAsync(params IEnumerable<string> arguments) => WineAsync(Wait.Bound, [_program, .. arguments]);

    /// <summary>Starts <c>porthole.exe</c>; it goes with the lab.</summary>
    public LabProcess Start(params IEnumerable<string> arguments) => _host.Start(WineRequirements.Wine, [_program, .. arguments], Settings);

    /// <summary>Sets a value of the machine's registry.</summary>
    public async Task SetRegistryAsync(string key, string name, string type, string value) =>
        (await WineAsync(Wait.Bound, "reg", "add", $@"HKLM\{key}", "/v", name, "/t", type, "/d", value, "/f")).OrThrow();

    /// <summary>Ends every program and writes the registry to its files.</summary>
    public async Task ShutDownAsync()
    {
        await RunAsync(WineRequirements.WineServer, Wait.Bound, "--kill");
        await RunAsync(WineRequirements.WineServer, Wait.Bound, "--wait");
    }

    private Task<CommandResult> WineAsync(TimeSpan bound, params string[] arguments) => RunAsync(WineRequirements.Wine, bound, arguments);

    // Into files: Wine's services, which may start with any program and stay, would hold a pipe open for ever.
    private async Task<CommandResult> RunAsync(string program, TimeSpan bound, params string[] arguments)
    {
        const string Script = """exec "$@" >/run/lab/wine.out 2>/run/lab/wine.err </dev/null""";
        await using var process = _host.Start("sh", ["-c", Script, "sh", program, .. arguments], Settings);
        var exitCode = await process.WaitForExitAsync(bound);
        return new CommandResult($"{program} {string.Join(' ', arguments)}", exitCode, await ReadAsync("wine.out"), await ReadAsync("wine.err"));
    }

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(_sandbox.FromOutside($"/run/lab/{file}"));
}
