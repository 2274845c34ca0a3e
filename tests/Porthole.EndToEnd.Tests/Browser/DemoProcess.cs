using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Porthole.Lab;

namespace Porthole.EndToEnd.Tests.Browser;

/// <summary><c>porthole demo</c> on this machine's loopback, where a browser can reach it.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private DemoProcess(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    /// <summary>The dashboard.</summary>
    public Uri Url { get; }

    /// <summary>What every change needs.</summary>
    public string Token => File.ReadAllText(Path.Combine(_folder, "token")).Trim();

    /// <summary>A code that signs a browser in, once; what <c>porthole open</c> puts behind the dashboard's address.</summary>
    public async Task<string> CodeAsync()
    {
        var (program, arguments) = AgentProgram.Command("open", "--print", "--data", _folder);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var url = new Uri((await process.StandardOutput.ReadToEndAsync()).Trim());
        return url.Fragment["#code=".Length..];
    }

    public static async Task<DemoProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("porthole-demo-test-").FullName;

        // Ended by the kernel when the test run is killed.
        var (program, arguments) = AgentProgram.Command("demo", "--data", folder);
        var process = Process.Start(new ProcessStartInfo("setpriv", ["--pdeathsig", "KILL", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var said = new ConcurrentQueue<string?>();
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var url = await Wait.ForAsync(
            "the demo to say where its dashboard is",
            () => Task.FromResult(ReadUrl(Path.Combine(folder, "agent.json"))),
            () => Task.FromResult($"{(process.HasExited ? $"It ended with {process.ExitCode}" : "It runs")}, and said:\n{string.Join('\n', said)}"));

        // The first answer of a program that was not compiled ahead takes seconds on a busy machine, and "porthole open" is not that patient.
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri(url, "api/status"));
        return new DemoProcess(process, folder, url);
    }

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Uri? ReadUrl(string file)
    {
        if (!File.Exists(file)) return null;
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return new Uri(document.RootElement.GetProperty("url").GetString()!);
    }
}
