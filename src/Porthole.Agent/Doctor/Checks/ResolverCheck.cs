using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Porthole.Agent.Doctor.Checks;

/// <summary>Whether names are resolved. Porthole needs none; viewers and cameras may.</summary>
internal sealed class ResolverCheck : ICheck
{
    /// <summary>A name that is kept for examples and always there (RFC 2606).</summary>
    private const string Name = "example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public string Id => "dns";

    public string Title => "DNS";

    public async IAsyncEnumerable<Finding> RunAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (InterfaceCheck.IsLoopback(patient))
        {
            yield return Finding.Skipped("The router is a simulated one on this PC, and the demo sends nothing elsewhere.");
            yield break;
        }

        var start = patient.Time.GetTimestamp();
        yield return await AskAsync();

        async Task<Finding> AskAsync()
        {
            using var patience = new CancellationTokenSource(Patience, patient.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                var addresses = await patient.Resolve(Name, either.Token);
                return Finding.Good($"{Name} is {addresses.FirstOrDefault()}, after {patient.Time.GetElapsedTime(start).TotalMilliseconds:0} ms.");
            }
            catch (SocketException exception)
            {
                return Missing($"{Name}: {exception.Message.TrimEnd('.')}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Missing($"{Name}: no answer within {Patience.TotalSeconds:0} s");
            }
        }
    }

    private static Finding Missing(string evidence) => Finding.Attention(
        $"{evidence}. Porthole needs no names; updates and dynamic DNS do.",
        "Check the DNS server in this PC's network settings; most often it is the router's address.");
}
