using System.Runtime.InteropServices;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Agreement;

/// <summary>A network namespace of this test's own: nothing sent in it leaves this machine.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    /// <summary>Makes one; the test is skipped where that takes rights or tools that are not there.</summary>
    public static async Task<NetworkNamespace> CreateAsync(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "network namespaces are Linux's");
        var (exitCode, output) = await Tool.RunAsync("ip", "netns", "add", name);
        Assert.SkipUnless(exitCode == 0, $"cannot make a network namespace: {output}");
        var made = new NetworkNamespace(name);
        await made.IpAsync("link", "set", "lo", "up");
        return made;
    }

    /// <summary>Runs <c>ip</c> inside.</summary>
    public async Task IpAsync(params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync("ip", ["-n", Name, .. arguments]);
        exitCode.ShouldBe(0, $"ip {string.Join(' ', arguments)}: {output}");
    }

    /// <summary>Makes something inside, for instance a socket, which stays inside wherever it is used from.</summary>
    public T Inside<T>(Func<T> make)
    {
        T made = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/var/run/netns/{Name}");
                if (SetNamespace((int)handle.DangerousGetHandle(), 0) != 0)
                    throw new InvalidOperationException($"cannot enter {Name}: error {Marshal.GetLastPInvokeError()}");
                made = make();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });

        // The thread ends here and takes its namespace along.
        thread.Start();
        thread.Join();
        return failure is null ? made : throw new InvalidOperationException(failure.Message, failure);
    }

    public async ValueTask DisposeAsync() => await Tool.RunAsync("ip", "netns", "del", Name);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
